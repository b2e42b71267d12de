/** Texts: how they are compared and read. */
@NullMarked
package io.enterprisemode.web.text;

import org.jspecify.annotations.NullMarked;
