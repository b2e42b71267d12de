/** Tables for spreadsheets. */
@NullMarked
package io.enterprisemode.web.csv;

import org.jspecify.annotations.NullMarked;
