/** Requests to the running suite. */
@NullMarked
package io.enterprisemode.systemtests.http;

import org.jspecify.annotations.NullMarked;
