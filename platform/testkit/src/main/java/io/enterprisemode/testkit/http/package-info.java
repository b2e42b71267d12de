/** The OpenAPI document of the service under test: conformance of its answers, and the isolation matrix. */
@NullMarked
package io.enterprisemode.testkit.http;

import org.jspecify.annotations.NullMarked;
