/** Finding events again: filters, pages, counts. */
@NullMarked
package io.enterprisemode.audit.search;

import org.jspecify.annotations.NullMarked;
