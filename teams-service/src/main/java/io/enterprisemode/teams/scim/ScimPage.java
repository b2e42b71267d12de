package io.enterprisemode.teams.scim;

import java.util.List;

/**
 * A part of a list of resources.
 *
 * @param total of all that fulfil the filter
 * @param startIndex place of the first, from 1
 */
record ScimPage(List<ScimResource> resources, long total, int startIndex) {

    ScimPage {
        resources = List.copyOf(resources);
    }
}
