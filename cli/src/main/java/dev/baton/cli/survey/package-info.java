/**
 * All locks of a server, gone through again and again at a pace that it does not feel, for whoever
 * shows them.
 */
@NullMarked
package dev.baton.cli.survey;

import org.jspecify.annotations.NullMarked;
