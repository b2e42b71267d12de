package io.enterprisemode.teams.invitation;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.Secret;
import io.enterprisemode.teams.mail.EmailMessage;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What an invitation says. The templates escape whatever people have typed; the link carries the token behind a
 * {@code #}, which no server logs.
 */
@ApplicationScoped
class InvitationEmails {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final String publicUrl;

    InvitationEmails(@ConfigProperty(name = "enterprise.public-url") String publicUrl) {
        this.publicUrl = publicUrl.replaceAll("/+$", "");
    }

    /**
     * What is offered.
     *
     * @param inviter empty when not known by name or address
     * @param node name of the organization, team or workspace
     */
    record Offer(
            String email,
            String organization,
            Optional<String> inviter,
            Role role,
            NodeType nodeType,
            String node,
            Instant expiresAt) {

        /** For the templates: what the role is on. */
        String place() {
            return switch (nodeType) {
                case ORGANIZATION -> "the organization";
                case TEAM -> "the team";
                case WORKSPACE -> "the workspace";
            };
        }
    }

    /** What the templates are filled with. */
    record View(
            String organization,
            String inviter,
            String role,
            String place,
            String node,
            String expires,
            String link,
            String token) {}

    /** The two forms of an invitation. */
    @CheckedTemplate(basePath = "invitation", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static class Templates {
        static native TemplateInstance invitationHtml(View offer);

        static native TemplateInstance invitationText(View offer);

        private Templates() {}
    }

    Uni<EmailMessage> letter(Offer offer, Secret token) {
        String inviter = offer.inviter().orElse("Somebody");
        View view = new View(
                offer.organization(),
                inviter,
                offer.role().name(),
                offer.place(),
                offer.node(),
                TIME.format(offer.expiresAt()),
                publicUrl + "/invitations/accept#token=" + token.text(),
                token.text());
        String subject = inviter + " invites you to " + offer.organization();
        return Templates.invitationText(view)
                .createUni()
                .chain(text -> Templates.invitationHtml(view)
                        .createUni()
                        .map(html -> new EmailMessage(offer.email(), subject, text, html)));
    }
}
