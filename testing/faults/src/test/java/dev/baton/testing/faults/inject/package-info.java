/** The faults: each is one constant, with what is done to whom. */
package dev.baton.testing.faults.inject;
