/** An application that counts in a database, on two hosts at the same time. */
@NullMarked
package dev.baton.samples.shop;

import org.jspecify.annotations.NullMarked;
