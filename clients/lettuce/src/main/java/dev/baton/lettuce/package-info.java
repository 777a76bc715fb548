/**
 * Carries Baton over Lettuce: {@link dev.baton.lettuce.LettuceConnector} takes an address or a
 * client that the application already has.
 *
 * <p>Lettuce by itself sends commands again that were under way when a connection broke. A lock
 * cannot live with that, so each command here lets itself be written once and says afterwards
 * whether it was.
 */
@NullMarked
package dev.baton.lettuce;

import org.jspecify.annotations.NullMarked;
