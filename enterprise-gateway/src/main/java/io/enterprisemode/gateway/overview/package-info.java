/** The summary that the Overview page shows. */
@NullMarked
package io.enterprisemode.gateway.overview;

import org.jspecify.annotations.NullMarked;
