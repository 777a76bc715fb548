@NullMarked
package dev.baton.samples.theatre;

import org.jspecify.annotations.NullMarked;
