/** What the features of the billing service share. */
@NullMarked
package io.enterprisemode.billing;

import org.jspecify.annotations.NullMarked;
