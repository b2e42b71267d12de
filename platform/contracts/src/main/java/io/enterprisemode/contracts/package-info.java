/** The published language of the suite: what services may know of each other. */
@NullMarked
package io.enterprisemode.contracts;

import org.jspecify.annotations.NullMarked;
