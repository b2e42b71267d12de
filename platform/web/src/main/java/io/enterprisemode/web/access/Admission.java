package io.enterprisemode.web.access;

import io.enterprisemode.web.request.Origin;

/**
 * Who was let in, and with which roles.
 *
 * @param grants those in the organization in which the request acts
 */
public record Admission(Origin origin, Grants grants) {}
