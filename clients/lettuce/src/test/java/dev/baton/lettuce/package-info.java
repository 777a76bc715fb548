/** Against real servers; nothing here is imitated. */
@NullMarked
package dev.baton.lettuce;

import org.jspecify.annotations.NullMarked;
