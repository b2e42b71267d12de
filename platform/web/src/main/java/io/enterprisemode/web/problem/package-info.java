/** Errors as RFC 9457 problem documents with a coded catalogue. */
@NullMarked
package io.enterprisemode.web.problem;

import org.jspecify.annotations.NullMarked;
