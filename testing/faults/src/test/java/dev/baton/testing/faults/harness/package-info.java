/** A server, workers around it, and what was seen of them. */
package dev.baton.testing.faults.harness;
