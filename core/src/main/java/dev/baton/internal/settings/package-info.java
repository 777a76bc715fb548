/** What a client and a lock are, by what was chosen for them: nothing here changes. */
@NullMarked
package dev.baton.internal.settings;

import org.jspecify.annotations.NullMarked;
