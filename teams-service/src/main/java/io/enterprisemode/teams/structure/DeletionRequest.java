package io.enterprisemode.teams.structure;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A request to delete an organization.
 *
 * @param name its name, so that nobody deletes another one than they think
 */
@Schema(examples = "{\"name\": \"Acme\"}")
record DeletionRequest(@NotNull @Size(max = 240) String name) {}
