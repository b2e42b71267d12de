package io.enterprisemode.web.access;

import io.enterprisemode.web.request.Origin;

/**
 * An authorized caller and its roles.
 *
 * @param grants those in the organization in which the request acts
 */
public record Admission(Origin origin, Grants grants) {}
