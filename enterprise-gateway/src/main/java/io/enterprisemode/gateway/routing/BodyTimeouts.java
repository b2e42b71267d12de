package io.enterprisemode.gateway.routing;

import io.enterprisemode.web.request.BodyPace;
import java.time.Duration;

/**
 * How long the body of a request is waited for.
 *
 * @param silence how long nothing may come of it
 * @param pace how slowly it may come
 */
record BodyTimeouts(Duration silence, BodyPace pace) {}
