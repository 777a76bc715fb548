/**
 * A client that is there before its server is: it connects on a thread of its own, and refuses all
 * calls until then. Whatever client that is, nothing else knows of it.
 */
@NullMarked
package dev.baton.internal.deferred;

import org.jspecify.annotations.NullMarked;
