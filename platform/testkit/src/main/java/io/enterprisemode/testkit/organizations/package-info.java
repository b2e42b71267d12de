/** Two organizations with people in every role, and the events that tell a service about them. */
@NullMarked
package io.enterprisemode.testkit.organizations;

import org.jspecify.annotations.NullMarked;
