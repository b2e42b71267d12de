/** The Java processes of the suite: their options, their memory and their AOT caches. */
@NullMarked
package io.enterprisemode.local.jvm;

import org.jspecify.annotations.NullMarked;
