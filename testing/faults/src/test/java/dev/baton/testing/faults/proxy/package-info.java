/** A TCP proxy whose connections suffer when told to. */
package dev.baton.testing.faults.proxy;
