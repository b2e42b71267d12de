/** Operating system processes, ports and the machine they run on. */
@NullMarked
package io.enterprisemode.local.process;

import org.jspecify.annotations.NullMarked;
