/** What {@code org.crac} has, as far as Baton looks, for JVMs that cannot make a checkpoint. */
package dev.baton.internal.time.hooks;
