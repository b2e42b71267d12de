package io.enterprisemode.gateway.session;

import org.jspecify.annotations.Nullable;

/**
 * The page after a sign-in that came to nothing. It shows none of the text that came with the request: anybody can make
 * somebody open that address.
 */
final class SignInFailedPage {

    private SignInFailedPage() {}

    /**
     * The page for an error code of OAuth (RFC 6749, section 4.1.2.1) or OpenID Connect; null: the sign-in was not
     * begun here, or too long ago.
     */
    static String of(@Nullable String error) {
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Not signed in</title>
            </head>
            <body>
            <main>
            <h1>You are not signed in</h1>
            <p>%s</p>
            <p><a href="/login?then=/">Sign in again</a></p>
            </main>
            </body>
            </html>
            """.formatted(reason(error));
    }

    private static String reason(@Nullable String error) {
        return switch (error) {
            case null -> "The sign-in was begun in another window, or too long ago.";
            case "access_denied" -> "The sign-in was cancelled.";
            case "login_required", "interaction_required", "account_selection_required", "consent_required" ->
                "The sign-in service needs you to sign in there again.";
            case "temporarily_unavailable", "server_error" ->
                "The sign-in service cannot answer at the moment. Try again shortly.";
            default ->
                "The sign-in service refused the sign-in. If this stays so, tell whoever runs this installation.";
        };
    }
}
