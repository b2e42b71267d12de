package io.enterprisemode.systemtests.suite;

import io.enterprisemode.contracts.access.PrincipalId;
import io.enterprisemode.systemtests.http.Caller;

/** Somebody who can sign in. */
public record Person(RunningSuite suite, String subject, String name, String email, String token) {

    /** The id under which the services know the person. */
    public String principalId() {
        return PrincipalId.of(suite.local().issuer(), subject).toString();
    }

    /** At the gateway, with the person's token. */
    public Caller caller() {
        return suite.gateway().bearing(token);
    }

    @Override
    public String toString() {
        return subject;
    }
}
