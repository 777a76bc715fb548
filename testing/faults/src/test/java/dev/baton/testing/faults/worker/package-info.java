/** A process that takes locks, and keeps a journal of what it was told. */
package dev.baton.testing.faults.worker;
