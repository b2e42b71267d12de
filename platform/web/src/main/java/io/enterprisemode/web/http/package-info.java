/**
 * What every answer has, a problem document or not: headers, a request id, a connection that may be closed after it.
 */
@NullMarked
package io.enterprisemode.web.http;

import org.jspecify.annotations.NullMarked;
