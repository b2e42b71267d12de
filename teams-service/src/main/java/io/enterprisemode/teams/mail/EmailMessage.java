package io.enterprisemode.teams.mail;

/**
 * An e-mail to one person, in both forms.
 *
 * @param to the address
 * @param subject one line
 * @param text for readers without HTML
 * @param html the same
 */
public record EmailMessage(String to, String subject, String text, String html) {

    public EmailMessage {
        if (subject.chars().anyMatch(c -> c == '\r' || c == '\n')) {
            throw new IllegalArgumentException("a subject is one line");
        }
    }

    /** Leaves out the content, which has secrets. */
    @Override
    public String toString() {
        return "EmailMessage[...]";
    }
}
