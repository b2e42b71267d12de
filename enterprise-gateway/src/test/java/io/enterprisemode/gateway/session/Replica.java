package io.enterprisemode.gateway.session;

import jakarta.enterprise.context.ApplicationScoped;

/** Makes this gateway know as little as another replica of it does. */
@ApplicationScoped
public class Replica {

    private final RefreshSharing sharing;
    private final SessionTokens sessions;

    Replica(RefreshSharing sharing, SessionTokens sessions) {
        this.sharing = sharing;
        this.sessions = sessions;
    }

    public void knowsNothingOfRefreshes() {
        sharing.forget();
    }

    public void knowsNothingOfSignOuts() {
        sessions.forgetEnded();
    }

    /**
     * Goes on as another replica that knows nothing of what happened; answers what {@link #goesOnAs} wants to come
     * back.
     */
    public String goesOnAsAnother() {
        sharing.forget();
        return sessions.goOnAs(null);
    }

    public void goesOnAs(String replica) {
        sessions.goOnAs(replica);
    }
}
