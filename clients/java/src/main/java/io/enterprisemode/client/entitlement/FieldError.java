package io.enterprisemode.client.entitlement;

import java.io.Serializable;

/**
 * A field of a request that is wrong.
 *
 * @param pointer JSON pointer (RFC 6901) into the body, empty for the body as a whole, or the name of a parameter
 * @param detail what is wrong with it
 */
public record FieldError(String pointer, String detail) implements Serializable {}
