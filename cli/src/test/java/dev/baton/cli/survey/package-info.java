@NullMarked
package dev.baton.cli.survey;

import org.jspecify.annotations.NullMarked;
