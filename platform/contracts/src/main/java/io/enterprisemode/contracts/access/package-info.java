/** Roles, permissions and the pure rules of who may do what on which node. */
@NullMarked
package io.enterprisemode.contracts.access;

import org.jspecify.annotations.NullMarked;
