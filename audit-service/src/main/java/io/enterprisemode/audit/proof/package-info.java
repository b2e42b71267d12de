/** The Merkle tree that makes a log verifiable, and the check of its proofs. */
@NullMarked
package io.enterprisemode.audit.proof;

import org.jspecify.annotations.NullMarked;
