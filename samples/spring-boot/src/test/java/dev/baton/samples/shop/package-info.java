@NullMarked
package dev.baton.samples.shop;

import org.jspecify.annotations.NullMarked;
