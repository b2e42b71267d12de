/** What the clients have in common. Not an API: it may change with every version. */
@NullMarked
package io.enterprisemode.client.internal;

import org.jspecify.annotations.NullMarked;
