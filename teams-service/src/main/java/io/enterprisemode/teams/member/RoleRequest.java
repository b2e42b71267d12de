package io.enterprisemode.teams.member;

import io.enterprisemode.contracts.access.Role;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The role to hold from now on. */
@Schema(examples = "{\"role\": \"ADMIN\"}")
record RoleRequest(@NotNull Role role) {}
