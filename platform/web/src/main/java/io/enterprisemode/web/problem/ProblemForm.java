package io.enterprisemode.web.problem;

/** Sends errors in another form than a problem document, on the paths of a protocol that prescribes its own. */
public interface ProblemForm {

    /** Whether answers on this path take this form. */
    boolean appliesTo(String path);

    /** The media type of {@link #document}. */
    String mediaType();

    /** What is sent in place of the problem document, with the same status. */
    Object document(Problem problem);
}
