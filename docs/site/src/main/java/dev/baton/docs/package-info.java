/** The documents as a site. */
@NullMarked
package dev.baton.docs;

import org.jspecify.annotations.NullMarked;
