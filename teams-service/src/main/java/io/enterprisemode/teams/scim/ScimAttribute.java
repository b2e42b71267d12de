package io.enterprisemode.teams.scim;

import java.util.List;
import java.util.Optional;

/**
 * The definition of an attribute (RFC 7643, section 7).
 *
 * @param subAttributes of a complex attribute; empty for any other
 */
record ScimAttribute(
        String name,
        Type type,
        String description,
        boolean multiValued,
        boolean required,
        boolean caseExact,
        Mutability mutability,
        boolean uniqueInOrganization,
        List<ScimAttribute> subAttributes) {

    /** Sorts of values. */
    enum Type {
        STRING,
        BOOLEAN,
        REFERENCE,
        DATE_TIME,
        COMPLEX
    }

    /** Who writes the value, and who reads it. */
    enum Mutability {
        READ_ONLY,
        READ_WRITE,
        /** Given with the whole value and not changed afterwards. */
        IMMUTABLE,
        WRITE_ONLY
    }

    ScimAttribute {
        subAttributes = List.copyOf(subAttributes);
    }

    static ScimAttribute of(String name, Type type, String description) {
        return new ScimAttribute(name, type, description, false, false, false, Mutability.READ_WRITE, false, List.of());
    }

    static ScimAttribute text(String name, String description) {
        return of(name, Type.STRING, description);
    }

    static ScimAttribute complex(String name, String description, ScimAttribute... subAttributes) {
        return new ScimAttribute(
                name,
                Type.COMPLEX,
                description,
                false,
                false,
                false,
                Mutability.READ_WRITE,
                false,
                List.of(subAttributes));
    }

    ScimAttribute many() {
        return new ScimAttribute(
                name, type, description, true, required, caseExact, mutability, uniqueInOrganization, subAttributes);
    }

    ScimAttribute mandatory() {
        return new ScimAttribute(
                name, type, description, multiValued, true, caseExact, mutability, uniqueInOrganization, subAttributes);
    }

    ScimAttribute exact() {
        return new ScimAttribute(
                name, type, description, multiValued, required, true, mutability, uniqueInOrganization, subAttributes);
    }

    ScimAttribute unique() {
        return new ScimAttribute(
                name, type, description, multiValued, required, caseExact, mutability, true, subAttributes);
    }

    ScimAttribute with(Mutability other) {
        return new ScimAttribute(
                name, type, description, multiValued, required, caseExact, other, uniqueInOrganization, subAttributes);
    }

    /** The sub-attribute of this name, without regard to case. */
    Optional<ScimAttribute> sub(String subName) {
        return in(subAttributes, subName);
    }

    static Optional<ScimAttribute> in(List<ScimAttribute> attributes, String name) {
        return attributes.stream()
                .filter(attribute -> attribute.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
