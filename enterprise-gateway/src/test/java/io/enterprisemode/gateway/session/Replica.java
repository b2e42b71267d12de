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
}
