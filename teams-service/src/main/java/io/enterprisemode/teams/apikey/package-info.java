/** API keys and the service accounts behind them. */
@NullMarked
package io.enterprisemode.teams.apikey;

import org.jspecify.annotations.NullMarked;
