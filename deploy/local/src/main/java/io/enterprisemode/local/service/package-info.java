/** The five services as processes, and the environment that they are started with. */
@NullMarked
package io.enterprisemode.local.service;

import org.jspecify.annotations.NullMarked;
