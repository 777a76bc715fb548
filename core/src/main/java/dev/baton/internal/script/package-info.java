/**
 * The Lua scripts by name, the calls of them, and their replies as types. The scripts themselves
 * stand beside this package in the resources, one file an operation.
 */
@NullMarked
package dev.baton.internal.script;

import org.jspecify.annotations.NullMarked;
