package io.enterprisemode.teams.domain;

import io.enterprisemode.contracts.access.Role;

/** What a person becomes who is admitted on first sign-in: never more than MEMBER. */
enum JustInTimeRole {
    VIEWER,
    MEMBER;

    Role role() {
        return switch (this) {
            case VIEWER -> Role.VIEWER;
            case MEMBER -> Role.MEMBER;
        };
    }
}
