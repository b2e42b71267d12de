/** What every operation has in common in the OpenAPI document. */
@NullMarked
package io.enterprisemode.web.openapi;

import org.jspecify.annotations.NullMarked;
