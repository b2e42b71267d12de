/** Cursor paging of lists. */
@NullMarked
package io.enterprisemode.web.paging;

import org.jspecify.annotations.NullMarked;
