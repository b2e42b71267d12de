package io.enterprisemode.local.identity;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The page on which one chooses a demo user. */
final class SignInPage {

    /** Forms go to this server, which then leads back to the application; browsers apply the rule to both. */
    static final String CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
            + " frame-ancestors 'none'; form-action 'self' http://localhost:* http://127.0.0.1:*";

    private static final String FRAME = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%s · Enterprise Mode</title>
            <style>
              :root { color-scheme: light dark; --ground: #f6f7f9; --card: #fff; --ink: #16191f; --soft: #59606c;
                  --line: #d5d9e0; --accent: #2f5bd7; --bad: #b3261e; }
              @media (prefers-color-scheme: dark) {
                :root { --ground: #101216; --card: #191c22; --ink: #eceef2; --soft: #a2a9b5; --line: #343a45;
                    --accent: #8aa8ff; --bad: #ff9d94; }
              }
              * { box-sizing: border-box; }
              body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px 16px;
                  background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
              main { width: 100%%; max-width: 420px; background: var(--card); border: 1px solid var(--line);
                  border-radius: 12px; padding: 28px; }
              h1 { font-size: 22px; line-height: 1.3; margin: 0 0 4px; }
              p { margin: 0 0 20px; color: var(--soft); }
              ul { list-style: none; margin: 0 0 20px; padding: 0; display: grid; gap: 8px; }
              button { font: inherit; color: inherit; cursor: pointer; border-radius: 8px;
                  border: 1px solid var(--line); background: transparent; padding: 10px 14px; min-height: 44px; }
              li button { width: 100%%; text-align: left; display: flex; flex-wrap: wrap;
                  justify-content: space-between; gap: 0 12px; }
              button small { color: var(--soft); font-size: 14px; }
              button:hover { border-color: var(--accent); }
              button:focus-visible, input:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
              label { display: block; margin-bottom: 4px; }
              .other { display: flex; gap: 8px; }
              input { flex: 1; min-width: 0; font: inherit; color: inherit; background: transparent;
                  border: 1px solid var(--soft); border-radius: 8px; padding: 10px 12px; }
              [role=alert] { color: var(--bad); margin-bottom: 16px; }
            </style>
            </head>
            <body>
            <main>
            %s
            </main>
            </body>
            </html>
            """;

    private SignInPage() {}

    /**
     * The list of users.
     *
     * @param request parameters of the authorization request, carried through the form
     * @param name what to put into the name field
     * @param complaint why the last try failed, may be empty
     */
    static String choose(Map<String, String> request, String name, String complaint) {
        String users = Arrays.stream(DemoUser.values())
                .map(user -> "<li><button name=\"user\" value=\"%s\"><span>%s</span> <small>%s</small></button></li>"
                        .formatted(user.subject(), escape(user.fullName()), escape(user.role())))
                .collect(Collectors.joining("\n"));
        String carried = request.entrySet().stream()
                .map(entry -> "<input type=\"hidden\" name=\"%s\" value=\"%s\">"
                        .formatted(escape(entry.getKey()), escape(entry.getValue())))
                .collect(Collectors.joining("\n"));
        String alert = complaint.isEmpty() ? "" : "<p role=\"alert\">" + escape(complaint) + "</p>";
        return FRAME.formatted("Sign in", """
                <h1>Sign in</h1>
                <p>Demo users of this machine. No password needed.</p>
                %s
                <form method="post" action="authorize">
                %s
                <ul>
                %s
                </ul>
                </form>
                <form method="post" action="authorize">
                %s
                <label for="name">Or by name</label>
                <div class="other"><input id="name" name="user" value="%s" autocomplete="username" autocapitalize="none"
                  spellcheck="false" required><button>Sign in</button></div>
                </form>
                """.formatted(alert, carried, users, carried, escape(name)));
    }

    /** One message, e.g. an error that cannot be told to the application. */
    static String message(String title, String text) {
        return FRAME.formatted(escape(title), "<h1>" + escape(title) + "</h1>\n<p>" + escape(text) + "</p>");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
