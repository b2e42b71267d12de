/** Strict JSON for requests and answers. */
@NullMarked
package io.enterprisemode.web.json;

import org.jspecify.annotations.NullMarked;
